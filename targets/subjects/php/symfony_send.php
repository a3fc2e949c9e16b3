<?php
// Sends one message with Symfony's mailer; what to do comes from the environment, MUSTLS_HOST and so on.
use Symfony\Component\Mailer\Envelope;
use Symfony\Component\Mailer\Exception\TransportExceptionInterface;
use Symfony\Component\Mailer\Transport\Smtp\EsmtpTransport;
use Symfony\Component\Mime\Address;
use Symfony\Component\Mime\RawMessage;

function env(string $name): string { return getenv("MUSTLS_$name"); }

if (!@include 'Symfony/Component/Mailer/autoload.php') {
    echo "symfony/mailer is not installed\n";
    exit(77);
}
$smtp = new EsmtpTransport(env('HOST'), (int)env('PORT'), false);
$smtp->setLocalDomain(env('HELO'));
$smtp->getStream()->setTimeout((float)env('TIMEOUT'));
$smtp->getStream()->setStreamOptions(['ssl' => env('VERIFY') === 'yes' ? ['cafile' => env('CA')]
    : ['verify_peer' => false, 'verify_peer_name' => false, 'allow_self_signed' => true]]);
if (env('AUTH') !== 'none') {
    $smtp->setUsername(env('USER'));
    $smtp->setPassword(env('PASSWORD'));
}
try {
    $smtp->send(new RawMessage(file_get_contents(env('MESSAGE'))),
        new Envelope(new Address(env('FROM')), [new Address(env('TO'))]));
} catch (TransportExceptionInterface $e) {
    echo str_replace("\n", ' ', $e->getMessage()), "\n";
    exit(1);
}
