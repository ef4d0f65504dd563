// One Socket.IO client that watches what an operator's page watches, as a process of its own.
import { LIVE_NAMESPACE } from '@wegweiser/contracts';
import { io } from 'socket.io-client';

const socket = io(`${process.argv[2]}${LIVE_NAMESPACE}`, { transports: ['websocket'] });
const counts = { deltas: 0, values: 0 };
socket.on('v1:delta', (delta) => {
  counts.deltas += 1;
  counts.values += delta.changed.length;
});
const rooms = ['facilities', 'links', 'junctions', 'signs', 'alarms'].map((room) => ({ room }));
socket.on('connect', () => socket.emit('v1:watch', { rooms }, (answer) => process.send({ ready: answer.ok })));
process.on('message', () => process.send(counts));
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
