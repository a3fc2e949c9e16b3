# Sends one message with Net::SMTP; what to do comes from the environment, MUSTLS_HOST and so on.
use strict;
use warnings;

sub env { $ENV{"MUSTLS_$_[0]"} }
sub ended { print "$_[0]\n"; exit 1 }
eval { require Net::SMTP; require IO::Socket::SSL; require Authen::SASL; 1 } or do { print $@; exit 77 };

my $smtp = Net::SMTP->new(env('HOST'), Port => env('PORT'), Hello => env('HELO'), Timeout => env('TIMEOUT'))
    or ended("no connection: $@");

sub must {
    my ($what, $done) = @_;
    $done or ended("$what: " . $smtp->code . ' ' . join(' ', map { s/\s+$//r } $smtp->message) . " $@");
}

if (env('TLS') eq 'required' || env('TLS') eq 'opportunistic' && defined $smtp->supports('STARTTLS')) {
    my @ssl = env('VERIFY') eq 'yes' ? (SSL_ca_file => env('CA')) : (SSL_verify_mode => 0);
    must('STARTTLS', $smtp->starttls(@ssl));
}
if (env('AUTH') eq 'any') {
    must('AUTH', $smtp->auth(env('USER'), env('PASSWORD')));
} elsif (env('AUTH') ne 'none') {
    my %answers = (user => env('USER'), authname => env('USER'), pass => env('PASSWORD'));
    must('AUTH', $smtp->auth(Authen::SASL->new(mechanism => uc env('AUTH'), callback => \%answers)));
}
open(my $file, '<:raw', env('MESSAGE')) or ended("message: $!");
my @lines = <$file>;
must('MAIL', $smtp->mail(env('FROM')));
must('RCPT', $smtp->to(env('TO')));
must('DATA', $smtp->data);
must('DATA', $smtp->datasend(map { s/\r\n/\n/r } @lines));
must('DATA', $smtp->dataend);
$smtp->quit;    # accepted: a bad goodbye does not change that
