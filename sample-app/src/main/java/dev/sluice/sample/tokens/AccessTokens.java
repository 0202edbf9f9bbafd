package dev.sluice.sample.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.sample.domain.Account;
import dev.sluice.sample.domain.Role;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tokens that show who calls: JSON Web Tokens (RFC 7519) signed by RS256, with {@code iss}, {@code
 * sub} (the id of the account), {@code role} ({@code user} or {@code admin}), {@code iat} and
 * {@code exp}.
 */
public final class AccessTokens {

  private static final String ROLE = "role";

  private final SigningKeys keys;
  private final Supplier<String> issuer;
  private final Duration lifetime;
  private final InstantSource clock;

  /**
   * Who a token belongs to.
   *
   * @param account its id
   */
  public record Holder(long account, Role role) {}

  /**
   * @param issuer of the tokens that are issued and accepted, asked each time
   */
  public AccessTokens(
      SigningKeys keys, Supplier<String> issuer, Duration lifetime, InstantSource clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** How long a token is accepted. */
  public Duration lifetime() {
    return lifetime;
  }

  /** A new token of the account. */
  public String issue(Account account) {
    RSAKey key = keys.signing();
    Instant now = clock.instant();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer.get())
                .subject(Long.toString(account.id()))
                .claim(ROLE, account.role().text())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the key " + key.getKeyID() + " does not sign", e);
    }
    return token.serialize();
  }

  /** Whom a token belongs to; empty when it is not one of ours, or has ended. */
  public Optional<Holder> holder(String token) {
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      Optional<RSAKey> key = keys.find(parsed.getHeader().getKeyID());
      if (!parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
          || key.isEmpty()
          || !parsed.verify(new RSASSAVerifier(key.get().toRSAPublicKey()))) {
        return Optional.empty();
      }
      JWTClaimsSet claims = parsed.getJWTClaimsSet();
      if (!issuer.get().equals(claims.getIssuer())
          || !clock.instant().isBefore(claims.getExpirationTime().toInstant())) {
        return Optional.empty();
      }
      long account = Long.parseLong(claims.getSubject());
      return Role.of(claims.getStringClaim(ROLE)).map(role -> new Holder(account, role));
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }
}
