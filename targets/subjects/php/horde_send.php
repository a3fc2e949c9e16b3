<?php
// Sends one message with Horde_Smtp; what to do comes from the environment, MUSTLS_HOST and so on.
error_reporting(E_ALL & ~E_DEPRECATED);

function env(string $name): string { return getenv("MUSTLS_$name"); }

spl_autoload_register(fn ($class) => @include strtr($class, '_\\', '//') . '.php');
if (!class_exists('Horde_Smtp') || !class_exists('Horde_Mime')) {
    echo "Horde_Smtp or Horde_Mime is not installed\n";
    exit(77);
}
$options = [
    'host' => env('HOST'), 'port' => (int)env('PORT'), 'localhost' => env('HELO'), 'timeout' => (int)env('TIMEOUT'),
    'secure' => ['required' => 'tls', 'opportunistic' => true, 'off' => false][env('TLS')],
    'context' => ['ssl' => env('VERIFY') === 'yes' ? ['cafile' => env('CA'), 'verify_peer' => true, 'verify_peer_name' => true]
        : ['verify_peer' => false, 'verify_peer_name' => false, 'allow_self_signed' => true]],
];
if (env('AUTH') !== 'none') $options += ['username' => env('USER'), 'password' => env('PASSWORD')];
try {
    $smtp = new Horde_Smtp($options);
    $smtp->send(env('FROM'), env('TO'), file_get_contents(env('MESSAGE')));
} catch (Horde_Exception $e) {
    echo str_replace("\n", ' ', $e->getMessage()), "\n";
    exit(1);
}
try { // accepted: a bad goodbye does not change that
    $smtp->shutdown();
} catch (Horde_Exception $e) {
}
