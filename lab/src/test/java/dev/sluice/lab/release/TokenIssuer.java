package dev.sluice.lab.release;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Signs tokens (RFC 7519) with RS256, and has the public key as a JSON Web Key Set (RFC 7517). */
final class TokenIssuer {
  static final String ISSUER = "https://accounts.example.com";

  private static final int LIFETIME_SECONDS = 3600;

  private final String issuer;
  private final String keyId;
  private final RSAPrivateCrtKey key;

  /** An issuer with a new key. */
  TokenIssuer() {
    this(ISSUER, "lab", generate());
  }

  private TokenIssuer(String issuer, String keyId, PrivateKey key) {
    this.issuer = issuer;
    this.keyId = keyId;
    this.key = (RSAPrivateCrtKey) key;
  }

  /**
   * Another issuer.
   *
   * @param pem its private key in PKCS #8
   */
  static TokenIssuer of(String issuer, String keyId, String pem) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      return new TokenIssuer(
          issuer,
          keyId,
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a private RSA key in PKCS #8", e);
    }
  }

  private static PrivateKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** A token that is valid for an hour. */
  String token(String subject) {
    return token(subject, "user");
  }

  /** A token with a role that is valid for an hour. */
  String token(String subject, String role) {
    String content =
        base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(keyId))
            + "."
            + base64(
                "{\"iss\":\"%s\",\"sub\":\"%s\",\"role\":\"%s\",\"exp\":%d}"
                    .formatted(
                        issuer, subject, role, Instant.now().getEpochSecond() + LIFETIME_SECONDS));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA256withRSA", e);
    }
  }

  /** The key set with the public key. */
  String jwks() {
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(keyId, unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  /** Without the byte of the sign. */
  private static String unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return base64(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
