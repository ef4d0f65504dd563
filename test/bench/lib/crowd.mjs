// Many clients in one process. `socketio` clients speak Socket.IO over bare ws sockets, so that what is compared is the
// servers and not two client libraries. For each value they tell when the first and the last client had it.
import { LIVE_NAMESPACE } from '@wegweiser/contracts';
import WebSocket from 'ws';

const [kind, address, count, room] = process.argv.slice(2);
const wanted = Number(count);
const url = kind === 'socketio' ? `${address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket` : address;
const arrivals = new Map();
const sockets = [];

const textOf = (data) => Buffer.from(data).toString();
/** Milliseconds on a clock that all processes of the machine share. */
const now = () => performance.timeOrigin + performance.now();

function arrived(vacant) {
  const a = arrivals.get(vacant);
  if (a === undefined) return void arrivals.set(vacant, { first: now(), last: 0, clients: 1 });
  a.clients += 1;
  if (a.clients !== wanted) return;
  a.last = now();
  process.send({ vacant, first: a.first, last: a.last });
}

function onText(text) {
  const at = text.indexOf('"vacant":');
  if (at >= 0 && text.includes('v1:delta')) arrived(Number.parseInt(text.slice(at + 9), 10));
}

function connect(onReady) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  sockets.push(socket);
  socket.on('error', (error) => process.send({ error: error.message }));
  if (kind === 'ws') {
    socket.on('open', onReady);
    socket.on('message', (data) => onText(textOf(data)));
    return;
  }
  // https://socket.io/docs/v4/engine-io-protocol/ and .../socket-io-protocol/
  socket.on('message', (data) => {
    const text = textOf(data);
    if (text === '2') socket.send('3');
    else if (text.startsWith('0')) socket.send(`40${LIVE_NAMESPACE},`);
    else if (text.startsWith(`40${LIVE_NAMESPACE}`)) socket.send(`42${LIVE_NAMESPACE},0${JSON.stringify(['v1:watch', { rooms: [{ room }] }])}`);
    else if (text.startsWith(`43${LIVE_NAMESPACE}`)) onReady();
    else onText(text);
  });
}

let ready = 0;
const IN_PARALLEL = 50;
function next() {
  if (sockets.length >= wanted) return;
  connect(() => {
    ready += 1;
    if (ready === wanted) process.send({ ready: true });
    else next();
  });
}
for (let i = 0; i < IN_PARALLEL; i += 1) next();
const leave = () => process.exit(0);
process.on('disconnect', leave);
process.on('SIGTERM', leave);
