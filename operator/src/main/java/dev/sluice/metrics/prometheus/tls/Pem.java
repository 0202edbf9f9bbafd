package dev.sluice.metrics.prometheus.tls;

import dev.sluice.messages.CredentialMessages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys as text (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** One block of a file; never compared. */
  private static final class PemBlock {
    private final String label;
    private final byte[] content;

    private PemBlock(String label, byte[] content) {
      this.label = label;
      this.content = content;
    }

    private String label() {
      return label;
    }

    private byte[] content() {
      return content;
    }
  }

  private Pem() {}

  /**
   * All certificates of a file.
   *
   * @throws GeneralSecurityException if there is none or one cannot be read; without its content
   */
  static List<X509Certificate> certificates(byte[] file) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks(file)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.content())));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(CredentialMessages.noCertificate());
    }
    return certificates;
  }

  /**
   * The private key that belongs to {@code owner}.
   *
   * @throws GeneralSecurityException if there is none or it cannot be read; without its content
   */
  static PrivateKey key(byte[] file, PublicKey owner) throws GeneralSecurityException {
    for (PemBlock block : blocks(file)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(block.content(), owner.getAlgorithm());
        }
        // Both say less than PKCS #8: the kind of key and its curve, which the certificate knows.
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return key(pkcs8(block.content(), owner), owner.getAlgorithm());
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new GeneralSecurityException(CredentialMessages.encryptedKey());
        default -> {
          // Parameters of a curve, or the certificate in one file with its key.
        }
      }
    }
    throw new GeneralSecurityException(CredentialMessages.noPrivateKey());
  }

  private static PrivateKey key(byte[] pkcs8, String algorithm) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(CredentialMessages.otherKeyAlgorithm(algorithm));
    }
  }

  private static List<PemBlock> blocks(byte[] file) throws GeneralSecurityException {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.US_ASCII));
    while (matcher.find()) {
      try {
        blocks.add(
            new PemBlock(
                matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2).strip())));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException(CredentialMessages.damagedPem());
      }
    }
    return blocks;
  }

  /** {@code PrivateKeyInfo} (RFC 5208, section 5) around a key of the older forms. */
  private static byte[] pkcs8(byte[] key, PublicKey owner) {
    return element(
        SEQUENCE, concat(VERSION_0, algorithm(owner.getEncoded()), element(OCTETS, key)));
  }

  /** The first element of {@code SubjectPublicKeyInfo} (RFC 5280, section 4.1). */
  private static byte[] algorithm(byte[] publicKeyInfo) {
    int start = 2 + (publicKeyInfo[1] < 0 ? publicKeyInfo[1] & 0x7f : 0);
    // Names of algorithms and curves are far shorter than 128 bytes: their length is one byte.
    int length = 2 + publicKeyInfo[start + 1];
    byte[] algorithm = new byte[length];
    System.arraycopy(publicKeyInfo, start, algorithm, 0, length);
    return algorithm;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.write(content.length >> shift);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
