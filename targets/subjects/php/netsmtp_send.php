<?php
// Sends one message with PEAR's Net_SMTP; what to do comes from the environment, MUSTLS_HOST and so on.
error_reporting(E_ALL & ~E_DEPRECATED);

function env(string $name): string { return getenv("MUSTLS_$name"); }

if (!@include 'Net/SMTP.php') {
    echo "Net_SMTP is not installed\n";
    exit(77);
}

// The library leaves QUIT to its caller, after a failure, too.
function must($result)
{
    global $smtp;
    if (!PEAR::isError($result)) return $result;
    echo str_replace("\n", ' ', $result->getMessage()), "\n";
    $smtp->disconnect();
    exit(1);
}

$options = ['ssl' => env('VERIFY') === 'yes' ? ['cafile' => env('CA')]
    : ['verify_peer' => false, 'verify_peer_name' => false, 'allow_self_signed' => true]];
$timeout = (int)env('TIMEOUT');
$smtp = new Net_SMTP(env('HOST'), (int)env('PORT'), env('HELO'), false, $timeout, $options);
must($smtp->connect($timeout));
// starttls() gives false where STARTTLS is not offered.
if (env('TLS') !== 'off' && !must($smtp->starttls()) && env('TLS') === 'required') {
    must(PEAR::raiseError('STARTTLS is not offered'));
}
if (env('AUTH') !== 'none')
    must($smtp->auth(env('USER'), env('PASSWORD'), env('AUTH') === 'any' ? '' : strtoupper(env('AUTH')), false));
must($smtp->mailFrom(env('FROM')));
must($smtp->rcptTo(env('TO')));
must($smtp->data(file_get_contents(env('MESSAGE'))));
$smtp->disconnect(); // accepted: a bad goodbye does not change that
