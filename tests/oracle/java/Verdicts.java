import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sun.security.validator.Validator;

/**
 * Asks Java's own trust manager for verdicts, in the language of child.h: the
 * validator that JSSE's PKIX trust manager uses for a TLS server, at a date of
 * our choice. No host name is checked.
 */
final class Verdicts {
	private static final String KEY_EXCHANGE = "UNKNOWN"; // as TLS 1.3 has it

	private final X509Certificate[] served;
	private final Set<X509Certificate> anchors = new LinkedHashSet<>();

	/** What cannot be parsed ends a handshake, and is left out of a store. */
	private Verdicts(String[] words) throws CertificateException {
		List<X509Certificate> chain = new ArrayList<>();
		int i = 2;
		for (; !words[i].equals("/"); i++) {
			chain.add(parse(words[i]));
		}
		for (i++; i < words.length; i++) {
			try {
				anchors.add(parse(words[i]));
			} catch (CertificateException e) {
				continue;
			}
		}
		served = chain.toArray(new X509Certificate[0]);
	}

	private static X509Certificate parse(String word)
	    throws CertificateException {
		byte[] der = Base64.getDecoder().decode(word);
		return (X509Certificate) CertificateFactory.getInstance("X.509")
		    .generateCertificate(new ByteArrayInputStream(der));
	}

	private static boolean isCa(X509Certificate cert) {
		boolean[] usage = cert.getKeyUsage();
		return cert.getVersion() < 3 || (cert.getBasicConstraints() != -1 &&
		    (usage == null || usage[5]));
	}

	private boolean hasUnfitTwin(X509Certificate cert) {
		for (X509Certificate other : anchors) {
			if (!isCa(other) && isCa(cert) &&
			    other.getSubjectX500Principal().equals(
				cert.getSubjectX500Principal()) &&
			    other.getPublicKey().equals(cert.getPublicKey())) {
				return true;
			}
		}
		return false;
	}

	@SuppressWarnings("deprecation")
	private void verify(long seconds, Set<X509Certificate> store)
	    throws CertificateException {
		Validator validator = Validator.getInstance(Validator.TYPE_PKIX,
		    Validator.VAR_TLS_SERVER, store);
		validator.setValidationDate(new Date(seconds * 1000));
		validator.validate(served, null, KEY_EXCHANGE);
	}

	/**
	 * An anchor that is no CA is refused only where it is chosen, and which of
	 * several is chosen hangs on hashes: what only the hash decides is not said.
	 */
	private String verdict(long seconds) throws CertificateException {
		Set<X509Certificate> unlucky = new LinkedHashSet<>(anchors);
		verify(seconds, anchors);
		if (!unlucky.removeIf(this::hasUnfitTwin)) {
			return "accepts";
		}
		try {
			verify(seconds, unlucky);
		} catch (CertificateException e) {
			return "silent " + e.getMessage();
		}
		return "accepts";
	}

	private static String answer(Verdicts pki, String broken, String seconds) {
		if (broken != null) {
			return "refuses " + broken;
		}
		try {
			return pki.verdict(Long.parseLong(seconds));
		} catch (Exception e) {
			return "refuses " + e.toString().replace('\n', ' ');
		}
	}

	/** All or nothing, as generateCertificates answers. */
	private static String load(String[] words) {
		byte[] file = Base64.getDecoder().decode(words[1]);
		Set<String> loaded = new LinkedHashSet<>();
		StringBuilder digits = new StringBuilder("loads ");
		try {
			for (Certificate cert : CertificateFactory
			    .getInstance("X.509")
			    .generateCertificates(new ByteArrayInputStream(file))) {
				loaded.add(Base64.getEncoder()
				    .encodeToString(cert.getEncoded()));
			}
		} catch (CertificateException e) {
			loaded.clear();
		}
		for (int i = 3; i < words.length; i += 2) {
			digits.append(loaded.contains(words[i]) ? '1' : '0');
		}
		return digits.toString();
	}

	public static void main(String[] arguments) throws Exception {
		BufferedReader lines = new BufferedReader(
		    new InputStreamReader(System.in));
		Verdicts pki = null;
		String broken = null;
		for (String line; (line = lines.readLine()) != null;) {
			String[] words = line.split(" ");
			if (words[0].equals("load")) {
				System.out.println(load(words));
				continue;
			}
			if (!words[0].equals("pki")) {
				System.out.println(answer(pki, broken, words[1]));
				continue;
			}
			try {
				pki = new Verdicts(words);
				broken = null;
			} catch (CertificateException e) {
				broken = e.getMessage();
			}
		}
	}
}
