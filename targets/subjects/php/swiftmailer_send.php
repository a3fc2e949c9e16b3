<?php
// Sends one message with Swift Mailer; what to do comes from the environment, MUSTLS_HOST and so on.
error_reporting(E_ALL & ~E_DEPRECATED);

function env(string $name): string { return getenv("MUSTLS_$name"); }

if (!@include 'Swift/autoload.php') {
    echo "Swift Mailer is not installed\n";
    exit(77);
}
$smtp = new Swift_SmtpTransport(env('HOST'), (int)env('PORT'), env('TLS') === 'required' ? 'tls' : null);
$smtp->setLocalDomain(env('HELO'));
$smtp->setTimeout((int)env('TIMEOUT'));
$smtp->setStreamOptions(['ssl' => env('VERIFY') === 'yes' ? ['cafile' => env('CA')]
    : ['verify_peer' => false, 'verify_peer_name' => false, 'allow_self_signed' => true]]);
if (env('AUTH') !== 'none') {
    $smtp->setUsername(env('USER'))->setPassword(env('PASSWORD'));
    if (env('AUTH') !== 'any') $smtp->setAuthMode(env('AUTH'));
}
try {
    $message = (new Swift_Message('mustls'))->setFrom(env('FROM'))->setTo(env('TO'))
        ->setBody(explode("\r\n\r\n", file_get_contents(env('MESSAGE')), 2)[1]);
    if (!(new Swift_Mailer($smtp))->send($message)) {
        echo "send() counts no recipient that was accepted\n";
        exit(1);
    }
} catch (Exception $e) {
    echo str_replace("\n", ' ', $e->getMessage()), "\n";
    exit(1);
}
