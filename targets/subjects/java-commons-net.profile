# Commons Net, used as its manual says; see java/CommonsNetSend.java. verify.yes switches the check of the host name on, which
# the library leaves off. Each step is the caller's; it does not say whether STARTTLS is offered.
name               java-commons-net
role               client
gives-up           yes
package            libcommons-net-java
apt                default-jdk-headless libcommons-net-java
build              javac -d bin/java-commons-net -cp /usr/share/java/commons-net.jar java/Trust.java java/CommonsNetSend.java
version            dpkg-query -W -f '${Version}' libcommons-net-java
run                java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -XX:-UsePerfData -cp /usr/share/java/commons-net.jar:{dir}/bin/java-commons-net CommonsNetSend
tls.required
tls.off
auth.none
auth.plain
auth.login
auth.cram-md5
verify.yes
verify.no
exit.ok            0
exit.skip          77
