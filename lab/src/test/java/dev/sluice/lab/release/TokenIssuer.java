package dev.sluice.lab.release;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Signs tokens (RFC 7519) with RS256, and has the public key as a JSON Web Key Set (RFC 7517). */
final class TokenIssuer {
  static final String ISSUER = "https://accounts.example.com";

  private static final int LIFETIME_SECONDS = 3600;

  private final KeyPair keys;

  /** An issuer with new keys. */
  TokenIssuer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** A token that is valid for an hour. */
  String token(String subject) {
    String content =
        base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"lab\"}")
            + "."
            + base64(
                "{\"iss\":\"%s\",\"sub\":\"%s\",\"exp\":%d}"
                    .formatted(ISSUER, subject, Instant.now().getEpochSecond() + LIFETIME_SECONDS));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA256withRSA", e);
    }
  }

  /** The key set with the public key. */
  String jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"lab\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
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
