// Hello PORT: says hello to loopback with Java's own TLS, as it comes.
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

public class Hello {
	public static void main(String[] args) throws Exception {
		SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault()
		    .createSocket("127.0.0.1", Integer.parseInt(args[0]));

		socket.startHandshake();
	}
}
