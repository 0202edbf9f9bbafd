package dev.sluice.sample.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key that signs tokens from a time on, until the time of the next one.
 *
 * @param key an RSA key of at least 2048 bits; its id is its thumbprint (RFC 7638)
 */
record SigningKey(Instant from, RSAKey key) {

  private static final int BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

  /** A new key that signs from the beginning of time. */
  static SigningKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      return of(Instant.EPOCH, pair.getPublic(), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no RSA", e);
    }
  }

  /**
   * Reads a private key as {@code openssl genpkey} writes it: PKCS #8 (RFC 5958) as PEM.
   *
   * @throws IllegalArgumentException with a message that shows nothing of it, when it is another
   */
  static SigningKey parse(Instant from, String pem) {
    Matcher body = PEM.matcher(pem);
    if (!body.matches()) {
      throw new IllegalArgumentException("is not a private key as PEM: use openssl genpkey");
    }
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      byte[] der = Base64.getMimeDecoder().decode(body.group(1));
      PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
      if (secret instanceof RSAPrivateCrtKey rsa && rsa.getModulus().bitLength() >= BITS) {
        PublicKey known =
            factory.generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        return of(from, known, rsa);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Said below; the exception may show a part of the key.
    }
    throw new IllegalArgumentException("is not an RSA key of at least " + BITS + " bits");
  }

  private static SigningKey of(Instant from, PublicKey known, PrivateKey secret) {
    try {
      return new SigningKey(
          from,
          new RSAKey.Builder((RSAPublicKey) known)
              .privateKey(secret)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyIDFromThumbprint()
              .build());
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + key.getKeyID() + ", from=" + from + "]";
  }
}
