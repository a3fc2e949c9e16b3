# Sends one message with the gem mail; what to do comes from the environment, MUSTLS_HOST and so on.
begin
  require 'mail'
rescue LoadError => e
  puts e.message
  exit 77
end

def env(name) = ENV.fetch("MUSTLS_#{name}")

options = {
  address: env('HOST'), port: env('PORT').to_i, domain: env('HELO'),
  open_timeout: env('TIMEOUT').to_i, read_timeout: env('TIMEOUT').to_i,
  enable_starttls: env('TLS') == 'required', enable_starttls_auto: env('TLS') == 'opportunistic',
  openssl_verify_mode: env('VERIFY') == 'yes' ? 'peer' : 'none', ca_file: env('CA')
}
options.update(user_name: env('USER'), password: env('PASSWORD')) if env('AUTH') != 'none'
options[:authentication] = env('AUTH').tr('-', '_') unless %w[none any].include?(env('AUTH'))
begin
  mail = Mail.read(env('MESSAGE'))
  mail.smtp_envelope_from = env('FROM')
  mail.smtp_envelope_to = [env('TO')]
  mail.delivery_method(:smtp, options)
  mail.deliver!
rescue StandardError => e
  puts "#{e.class}: #{e.message.tr("\n", ' ')}"
  exit 1
end
