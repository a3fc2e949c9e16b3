# Sends one message with Net::SMTPS; what to do comes from the environment, MUSTLS_HOST and so on.
use strict;
use warnings;

sub env { $ENV{"MUSTLS_$_[0]"} }
sub ended { print "$_[0]\n"; exit 1 }
eval { require Net::SMTPS; require Authen::SASL; 1 } or do { print $@; exit 77 };

my @verify = (SSL_verify_mode => 1, SSL_ca_file => env('CA'), SSL_verifycn_name => env('HOST'), SSL_verifycn_scheme => 'smtp');
my @ssl = (SSL_hostname => env('HOST'), env('VERIFY') eq 'yes' ? @verify : (SSL_verify_mode => 0));
my $smtp = Net::SMTPS->new(env('HOST'), Port => env('PORT'), Hello => env('HELO'), Timeout => env('TIMEOUT'),
    env('TLS') eq 'opportunistic' ? (doSSL => 'starttls', @ssl) : ())
    or ended("no connection: $@");

sub must {
    my ($what, $done) = @_;
    $done or ended("$what: " . $smtp->code . ' ' . join(' ', map { s/\s+$//r } $smtp->message) . " $@");
}

must('STARTTLS', $smtp->starttls(@ssl) && $smtp->hello(env('HELO'))) if env('TLS') eq 'required';
my @mechanism = env('AUTH') eq 'any' ? () : uc env('AUTH');
must('AUTH', $smtp->auth(env('USER'), env('PASSWORD'), @mechanism)) if env('AUTH') ne 'none';
open(my $file, '<:raw', env('MESSAGE')) or ended("message: $!");
my @lines = <$file>;
must('MAIL', $smtp->mail(env('FROM')));
must('RCPT', $smtp->to(env('TO')));
must('DATA', $smtp->data);
must('DATA', $smtp->datasend(map { s/\r\n/\n/r } @lines));
must('DATA', $smtp->dataend);
$smtp->quit;    # accepted: a bad goodbye does not change that
