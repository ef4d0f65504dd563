/** Options of Node for the service, in `npm start`, in the container and in the benches: a message lives for a quarter of a second, longer than the default young generation lasts. */
export const SERVICE_NODE_OPTIONS = '--max-semi-space-size=32';
