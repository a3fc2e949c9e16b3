// Sends one message with emailjs-smtp-client; what to do comes from the environment, MUSTLS_HOST and so on. It has no
// time limit, and no option for the certificate authority: the profile gives that to Node.js.
import { readFileSync } from 'node:fs';
import { env, fail, load } from './load.mjs';

const { default: SmtpClient, LOG_LEVEL_NONE } = (await load('emailjs-smtp-client')).default;
const options = { name: env('HELO'), requireTLS: env('TLS') === 'required', ignoreTLS: env('TLS') === 'off' };
if (env('AUTH') !== 'none') options.auth = { user: env('USER'), pass: env('PASSWORD') };
if (!['none', 'any'].includes(env('AUTH'))) options.authMethod = env('AUTH').toUpperCase();
const smtp = new SmtpClient(env('HOST'), Number(env('PORT')), options);
smtp.logLevel = LOG_LEVEL_NONE;
let accepted = false;
process.exitCode = 1; // where nothing calls back any more, Node.js ends with that
smtp.onidle = () => accepted || smtp.useEnvelope({ from: env('FROM'), to: [env('TO')] });
smtp.onready = () => {
    smtp.send(readFileSync(env('MESSAGE'), 'latin1'));
    smtp.end();
};
smtp.ondone = (success) => {
    accepted = success;
    if (!success) return fail(new Error('the message was refused'));
    process.exitCode = 0;
    smtp.quit(); // accepted: a bad goodbye does not change that
};
smtp.onerror = (error) => accepted ? process.exit(0) : fail(error);
smtp.onclose = () => accepted ? process.exit(0) : fail(new Error('the connection was closed'));
smtp.connect();
