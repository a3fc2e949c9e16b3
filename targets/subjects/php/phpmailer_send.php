<?php
// Sends one message with PHPMailer; what to do comes from the environment, MUSTLS_HOST and so on.
use PHPMailer\PHPMailer\PHPMailer;

function env(string $name): string { return getenv("MUSTLS_$name"); }

if (!@include 'libphp-phpmailer/autoload.php') {
    echo "PHPMailer is not installed\n";
    exit(77);
}
$mail = new PHPMailer(true);
$mail->isSMTP();
$mail->Host = env('HOST');
$mail->Port = (int)env('PORT');
$mail->Hostname = env('HELO');
$mail->Timeout = (int)env('TIMEOUT');
$mail->getSMTPInstance()->Timelimit = (int)env('TIMEOUT');
$mail->SMTPSecure = env('TLS') === 'required' ? PHPMailer::ENCRYPTION_STARTTLS : '';
$mail->SMTPAutoTLS = env('TLS') !== 'off';
$mail->SMTPOptions = ['ssl' => env('VERIFY') === 'yes' ? ['cafile' => env('CA')]
    : ['verify_peer' => false, 'verify_peer_name' => false, 'allow_self_signed' => true]];
if (env('AUTH') !== 'none') {
    $mail->SMTPAuth = true;
    $mail->Username = env('USER');
    $mail->Password = env('PASSWORD');
    $mail->AuthType = env('AUTH') === 'any' ? '' : strtoupper(env('AUTH'));
}
try {
    $mail->setFrom(env('FROM'));
    $mail->addAddress(env('TO'));
    $mail->Subject = 'mustls';
    $mail->Body = explode("\r\n\r\n", file_get_contents(env('MESSAGE')), 2)[1];
    $mail->send();
} catch (Exception $e) {
    echo str_replace("\n", ' ', $e->getMessage()), "\n";
    exit(1);
}
