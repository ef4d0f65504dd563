// The yardstick of the fan-out: a plain ws server that tells all its clients what a parking counter says. It makes the same
// text of each message as the service, once, and sends it to every socket.
import mqtt from 'mqtt';
import { WebSocketServer } from 'ws';

const [brokerUrl, topic, example] = process.argv.slice(2);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const client = mqtt.connect(brokerUrl, { clientId: `bench-plain-${process.pid}`, clean: true });
const delta = JSON.parse(example);
client.on('message', (_topic, payload) => {
  const { vacant } = JSON.parse(payload.toString());
  const changed = [{ ...delta.changed[0], vacant }];
  const text = `42/live,${JSON.stringify(['v1:delta', { ...delta, changed }])}`;
  for (const socket of server.clients) socket.send(text);
});
client.on('connect', () => client.subscribe(topic, { qos: 1 }, () => process.send({ ready: true, url: `ws://127.0.0.1:${server.address().port}` })));
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
