import { parseArgs } from 'node:util';
import { startBroker } from './broker.js';

const { values } = parseArgs({ options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '1883' }, data: { type: 'string', default: '.data/broker' } } });
const broker = await startBroker({ host: values.host, port: Number(values.port), dataDir: values.data });
console.log(JSON.stringify({ ready: true, port: broker.port }));
process.send?.({ ready: true, port: broker.port });

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void broker.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Started by another process of ours: gone with it.
process.on('disconnect', stop);
