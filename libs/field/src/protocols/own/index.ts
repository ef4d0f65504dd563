export { protocol } from './adapter.js';
