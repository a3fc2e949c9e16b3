# Jakarta Mail, used as its manual says; see java/JakartaSend.java. TLS is the JDK's. verify.yes switches mail.smtp.ssl.checkserveridentity on,
# which the library leaves off. It has no CRAM-MD5.
name               java-jakarta
role               client
gives-up           yes
package            libjakarta-mail-java
apt                default-jdk-headless libjakarta-mail-java
build              javac -d bin/java-jakarta -cp /usr/share/java/jakarta-mail.jar java/Trust.java java/JakartaSend.java
version            dpkg-query -W -f '${Version}' libjakarta-mail-java
run                java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -XX:-UsePerfData -cp /usr/share/java/jakarta-mail.jar:/usr/share/java/jakarta-activation.jar:{dir}/bin/java-jakarta JakartaSend
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
