# Sends one message with Email::Sender; what to do comes from the environment, MUSTLS_HOST and so on.
use strict;
use warnings;

sub env { $ENV{"MUSTLS_$_[0]"} }
eval { require Email::Sender::Transport::SMTP; require Email::Simple; require Email::Sender::Simple; require IO::Socket::SSL; require Authen::SASL; 1 }
    or do { print $@; exit 77 };

my %ssl = (required => 'starttls', opportunistic => 'maybestarttls', off => 0);
my @auth = env('AUTH') eq 'none' ? () : (sasl_username => env('USER'), sasl_password => env('PASSWORD'));
open(my $file, '<:raw', "$ENV{MUSTLS_TMP}/message.lf") or die "message: $!";
my $text = do { local $/; <$file> };
eval {
    my $transport = Email::Sender::Transport::SMTP->new({
        host => env('HOST'), port => env('PORT'), helo => env('HELO'), timeout => env('TIMEOUT'), ssl => $ssl{env('TLS')},
        ssl_options => env('VERIFY') eq 'yes' ? {SSL_ca_file => env('CA')} : {SSL_verify_mode => 0}, @auth});
    Email::Sender::Simple->send(Email::Simple->new($text),
        {from => env('FROM'), to => [env('TO')], transport => $transport});
    1;
} or do {
    my $message = ref $@ && $@->can('message') ? $@->message : "$@";
    print $message =~ s/\s+/ /gr, "\n";
    exit 1;
};
