// Sends one message with nodemailer: nodemailer.mjs HOST PORT CA KEY=VALUE...
// The rest comes from the environment: MUSTLS_USER and so on. Exit status 0 once the message was
// accepted, 1 with the error as last line of output, 77 where the library is not installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SKIP = 77;
const require = createRequire(import.meta.url);

function load(name) {
    try {
        return require(name);
    } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND') throw error;
        console.error(`${name} is not installed: ./dev subjects install nodemailer`);
        process.exit(SKIP);
    }
}

function options(host, port, ca, wishes) {
    const env = process.env;
    const timeout = 1000 * Number(env.MUSTLS_TIMEOUT);
    const transport = {
        host, port: Number(port), name: env.MUSTLS_HELO, secure: false,
        connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout,
        tls: { ca: readFileSync(ca), rejectUnauthorized: wishes.verify !== 'no' },
    };
    if (wishes.tls === 'required') transport.requireTLS = true;
    if (wishes.tls === 'off') transport.ignoreTLS = true;
    if (wishes.auth !== 'none')
        transport.auth = { user: env.MUSTLS_USER, pass: env.MUSTLS_PASSWORD };
    if (!['none', 'any'].includes(wishes.auth)) transport.authMethod = wishes.auth.toUpperCase();
    return transport;
}

const [host, port, ca, ...words] = process.argv.slice(2);
if (host === '--version') {
    console.log(load('nodemailer/package.json').version);
    process.exit(0);
}
const wishes = Object.fromEntries(words.map((word) => word.split('=')));
const mailer = load('nodemailer').createTransport(options(host, port, ca, wishes));
try {
    await mailer.sendMail({
        envelope: { from: process.env.MUSTLS_FROM, to: [process.env.MUSTLS_TO] },
        raw: readFileSync(process.env.MUSTLS_MESSAGE),
    });
} catch (error) {
    console.error(`${error.code ?? error.name}: ${error.message}`);
    process.exitCode = 1;
}
