// The yardstick: a bare mqtt.js subscriber, QoS 1, that only counts.
import mqtt from 'mqtt';

const [url, topic] = process.argv.slice(2);
let received = 0;
let wanted = Infinity;
const client = mqtt.connect(url, { clientId: `bench-counter-${process.pid}`, clean: true, reconnectPeriod: 0 });
client.on('message', () => {
  received += 1;
  if (received === wanted) process.send({ received });
});
client.on('connect', () => client.subscribe(topic, { qos: 1 }, () => process.send({ ready: true })));
process.on('message', (count) => {
  received = 0;
  wanted = count;
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
