// What the drivers of this folder share: the library or exit 77, the environment, the end.
export const env = (name) => process.env[`MUSTLS_${name}`];

export async function load(name) {
    try {
        return await import(name);
    } catch (error) {
        if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error.code)) throw error;
        console.error(`${name} is not installed`);
        process.exit(77);
    }
}

export function fail(error) {
    console.error(`${error.code ?? error.name}: ${error.message}`.replace(/\s+/g, ' '));
    process.exit(1);
}
