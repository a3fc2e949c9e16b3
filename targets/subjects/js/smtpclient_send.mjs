// Sends one message with smtp-client; what to do comes from the environment, MUSTLS_HOST and so on.
import { readFileSync } from 'node:fs';
import { env, fail, load } from './load.mjs';

const { SMTPClient } = (await load('smtp-client')).default;
const timeout = 1000 * env('TIMEOUT');
const login = { username: env('USER'), password: env('PASSWORD'), timeout };
const smtp = new SMTPClient({
    host: env('HOST'), port: Number(env('PORT')), servername: env('HOST'), ca: readFileSync(env('CA')),
    rejectUnauthorized: env('VERIFY') === 'yes',
});
try {
    await smtp.connect({ timeout });
    await smtp.greet({ hostname: env('HELO'), timeout });
    if (env('TLS') === 'required' || (env('TLS') === 'opportunistic' && smtp.hasExtension('STARTTLS'))) {
        await smtp.secure({ timeout });
        await smtp.greet({ hostname: env('HELO'), timeout });
    }
    if (env('AUTH') === 'plain') await smtp.authPlain(login);
    if (env('AUTH') === 'login') await smtp.authLogin(login);
    await smtp.mail({ from: env('FROM'), timeout });
    await smtp.rcpt({ to: env('TO'), timeout });
    await smtp.data(readFileSync(env('MESSAGE'), 'latin1'), { timeout });
} catch (error) {
    fail(error);
}
await smtp.quit({ timeout }).catch(() => {}); // accepted: a bad goodbye does not change that
process.exit(0);
