# Sends one message with net/smtp; what to do comes from the environment, MUSTLS_HOST and so on.
begin
  require 'net/smtp'
  require 'openssl'
rescue LoadError => e
  puts e.message
  exit 77
end

def env(name) = ENV.fetch("MUSTLS_#{name}")

def context
  verify = env('VERIFY') == 'yes' ? OpenSSL::SSL::VERIFY_PEER : OpenSSL::SSL::VERIFY_NONE
  OpenSSL::SSL::SSLContext.new.tap { |c| c.set_params(ca_file: env('CA'), verify_mode: verify) }
end

smtp = Net::SMTP.new(env('HOST'), env('PORT').to_i)
smtp.open_timeout = smtp.read_timeout = env('TIMEOUT').to_i
case env('TLS')
when 'required' then smtp.enable_starttls(context)
when 'opportunistic' then smtp.enable_starttls_auto(context)
else smtp.disable_starttls
end
login = []
login = [env('USER'), env('PASSWORD')] if env('AUTH') != 'none'
login << env('AUTH').tr('-', '_').to_sym unless %w[none any].include?(env('AUTH'))
begin
  smtp.start(env('HELO'), *login)
  smtp.send_message(File.binread(env('MESSAGE')), env('FROM'), env('TO'))
rescue SystemCallError, IOError, SocketError, Timeout::Error, OpenSSL::SSL::SSLError, Net::ProtocolError, Net::SMTPError,
       ArgumentError => e
  puts "#{e.class}: #{e.message.tr("\n", ' ')}"
  exit 1
end
begin # accepted: a bad goodbye does not change that
  smtp.finish
rescue StandardError
  nil
end
