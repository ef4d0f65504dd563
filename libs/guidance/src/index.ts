export * from './sign/model.js';
export * from './sign/inputs.js';
export * from './sign/order.js';
export * from './multi/rendering.js';
