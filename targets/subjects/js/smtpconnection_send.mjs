// Sends one message with smtp-connection; what to do comes from the environment, MUSTLS_HOST and so on.
import { readFileSync } from 'node:fs';
import { env, fail, load } from './load.mjs';

const { default: SMTPConnection } = await load('smtp-connection');
const timeout = 1000 * env('TIMEOUT');
const smtp = new SMTPConnection({
    host: env('HOST'), port: Number(env('PORT')), name: env('HELO'), secure: false,
    connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout,
    requireTLS: env('TLS') === 'required', ignoreTLS: env('TLS') === 'off',
    authMethod: ['none', 'any'].includes(env('AUTH')) ? undefined : env('AUTH').toUpperCase(),
    tls: { ca: readFileSync(env('CA')), rejectUnauthorized: env('VERIFY') === 'yes' },
});

function send(error) {
    if (error) fail(error);
    const envelope = { from: env('FROM'), to: [env('TO')] };
    smtp.send(envelope, readFileSync(env('MESSAGE')), (refused) => {
        if (refused) fail(refused);
        smtp.removeAllListeners('error').removeAllListeners('end'); // accepted: a bad goodbye does not change that
        smtp.on('error', () => process.exit(0)).on('end', () => process.exit(0));
        smtp.quit();
    });
}

smtp.on('error', fail).on('end', () => fail(new Error('the connection was closed')));
smtp.connect(() => {
    if (env('AUTH') === 'none') send();
    else smtp.login({ user: env('USER'), pass: env('PASSWORD') }, send);
});
