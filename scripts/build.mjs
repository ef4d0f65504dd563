import { build, checkNode, install } from './prepare.mjs';

checkNode();
await install();
await build();
