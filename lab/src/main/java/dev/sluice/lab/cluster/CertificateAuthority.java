package dev.sluice.lab.cluster;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The lab's certificate authority: one ECDSA key that signs all certificates of the cluster. */
final class CertificateAuthority {
  private static final Duration VALID = Duration.ofDays(3650);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final CertificateSubject SELF = new CertificateSubject("sluice-lab", List.of());

  private final KeyPair keys;
  private final String certificate;

  /** The subject of a certificate: common name (user) and organizations (groups). */
  record CertificateSubject(String commonName, List<String> organizations) {}

  /** A certificate and its private key, both PEM. */
  record Issued(String certificate, String key) {}

  private CertificateAuthority(KeyPair keys, String certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  static CertificateAuthority create() {
    KeyPair keys = ecKeys();
    return new CertificateAuthority(
        keys, pem("CERTIFICATE", certificate(SELF, keys.getPublic(), authority(), keys)));
  }

  String certificate() {
    return certificate;
  }

  String key() {
    return privateKey(keys);
  }

  /** A server and client certificate for these host names and addresses. */
  Issued server(String name, List<String> hosts) {
    return issue(new CertificateSubject(name, List.of()), hosts, ecKeys());
  }

  /** A client certificate for a user and its groups. */
  Issued client(String user, String... groups) {
    return issue(new CertificateSubject(user, List.of(groups)), List.of(), ecKeys());
  }

  /** The same with an RSA key, which every Kubernetes client library can read. */
  Issued rsaClient(String user, String... groups) {
    return issue(new CertificateSubject(user, List.of(groups)), List.of(), keys("RSA", 2048));
  }

  /** A key pair without a certificate, both keys PEM. */
  static Issued keysOnly() {
    KeyPair keys = ecKeys();
    return new Issued(pem("PUBLIC KEY", keys.getPublic().getEncoded()), privateKey(keys));
  }

  private Issued issue(CertificateSubject subject, List<String> hosts, KeyPair pair) {
    byte[] der = certificate(subject, pair.getPublic(), endEntity(hosts), keys);
    return new Issued(pem("CERTIFICATE", der), privateKey(pair));
  }

  private static byte[] certificate(
      CertificateSubject subject, PublicKey key, List<byte[]> extensions, KeyPair signer) {
    Instant from = Instant.now().minus(Duration.ofHours(1));
    byte[] body =
        Der.sequence(
            Der.tag(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, RANDOM)),
            ECDSA_WITH_SHA256,
            name(SELF),
            Der.sequence(Der.time(from), Der.time(from.plus(VALID))),
            name(subject),
            key.getEncoded(),
            Der.tag(0xa3, Der.sequence(extensions)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer.getPrivate());
      signature.update(body);
      return Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(signature.sign(), 0));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] name(CertificateSubject subject) {
    List<byte[]> parts = new ArrayList<>();
    for (String organization : subject.organizations()) {
      parts.add(attribute("2.5.4.10", organization));
    }
    parts.add(attribute("2.5.4.3", subject.commonName()));
    return Der.sequence(parts);
  }

  private static byte[] attribute(String oid, String value) {
    return Der.tag(Der.SET, Der.sequence(Der.oid(oid), Der.utf8(value)));
  }

  private static List<byte[]> authority() {
    return List.of(
        critical("2.5.29.19", Der.sequence(Der.trueValue())),
        // digitalSignature, keyCertSign, cRLSign
        critical("2.5.29.15", Der.bits(new byte[] {(byte) 0x86}, 1)));
  }

  private static List<byte[]> endEntity(List<String> hosts) {
    List<byte[]> extensions = new ArrayList<>();
    // digitalSignature, keyEncipherment
    extensions.add(critical("2.5.29.15", Der.bits(new byte[] {(byte) 0xa0}, 5)));
    extensions.add(
        extension(
            "2.5.29.37", Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"))));
    if (!hosts.isEmpty()) {
      extensions.add(
          extension(
              "2.5.29.17",
              Der.sequence(hosts.stream().map(CertificateAuthority::alternativeName).toList())));
    }
    return extensions;
  }

  private static byte[] alternativeName(String host) {
    if (!IPV4.matcher(host).matches()) {
      return Der.tag(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return Der.tag(0x87, InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IPv4 address: " + host, e);
    }
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.trueValue(), Der.octets(value));
  }

  private static KeyPair ecKeys() {
    return keys("EC", 256);
  }

  private static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String privateKey(KeyPair keys) {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String pem(String kind, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
