import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mosquittoAcl } from '@wegweiser/contracts/access';

/** `npm run access:acl`: writes mosquitto's access rules from the table of access. */
writeFileSync(fileURLToPath(new URL('../../../../config/broker/acl', import.meta.url)), mosquittoAcl());
console.log('config/broker/acl: written');
