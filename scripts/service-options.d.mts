/** Options of Node for the service, in `npm start`, in the container and in the benches. */
export declare const SERVICE_NODE_OPTIONS: string;
