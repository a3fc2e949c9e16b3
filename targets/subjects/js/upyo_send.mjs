// Sends one message with Upyo's SMTP transport; what to do comes from the environment, MUSTLS_HOST and so on.
import { readFileSync } from 'node:fs';
import { env, fail, load } from './load.mjs';

const { createMessage } = await load('@upyo/core');
const { SmtpTransport } = await load('@upyo/smtp');
const timeout = 1000 * env('TIMEOUT');
const config = {
    host: env('HOST'), port: Number(env('PORT')), secure: false, localName: env('HELO'), pool: false,
    connectionTimeout: timeout, socketTimeout: timeout,
    tls: { ca: [readFileSync(env('CA'), 'latin1')], rejectUnauthorized: env('VERIFY') === 'yes' },
};
if (env('AUTH') !== 'none') config.auth = { user: env('USER'), pass: env('PASSWORD'), method: env('AUTH') };
const text = readFileSync(env('MESSAGE'), 'latin1').split('\r\n\r\n').slice(1).join('\r\n\r\n');
try {
    const message = createMessage({ from: env('FROM'), to: env('TO'), subject: 'mustls', content: { text } });
    const receipt = await new SmtpTransport(config).send(message);
    if (!receipt.successful) fail(new Error(receipt.errorMessages.join(', ')));
    process.exit(0);
} catch (error) {
    fail(error);
}
