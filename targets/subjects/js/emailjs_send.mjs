// Sends one message with emailjs; what to do comes from the environment, MUSTLS_HOST and so on. The text
// is the message's last line.
import { readFileSync } from 'node:fs';
import { env, fail, load } from './load.mjs';

const { SMTPClient } = await load('emailjs');
const options = { host: env('HOST'), port: Number(env('PORT')), domain: env('HELO'), timeout: 1000 * env('TIMEOUT') };
options.tls = env('TLS') === 'required' && { ca: readFileSync(env('CA')), rejectUnauthorized: env('VERIFY') === 'yes' };
if (env('AUTH') !== 'none') Object.assign(options, { user: env('USER'), password: env('PASSWORD') });
if (!['none', 'any'].includes(env('AUTH'))) options.authentication = [env('AUTH').toUpperCase()];
const text = readFileSync(env('MESSAGE'), 'latin1').trimEnd().split('\r\n').pop();
try {
    await new SMTPClient(options).sendAsync({ text, from: env('FROM'), to: env('TO'), subject: 'mustls' });
    process.exit(0);
} catch (error) {
    fail(error);
}
