package dev.sluice.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.cluster.CertificateAuthority.Issued;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private final CertificateAuthority authority = CertificateAuthority.create();

  @Test
  void theRootIsAnAuthorityAndSignsItself() throws Exception {
    X509Certificate root = certificate(authority.certificate());
    assertThat(root.getBasicConstraints()).isNotNegative();
    assertThat(root.getKeyUsage()[5]).as("keyCertSign").isTrue();
    root.verify(root.getPublicKey());
  }

  @Test
  void aServerIsSignedForItsNamesAndAddresses() throws Exception {
    Issued issued = authority.server("api", List.of("kubernetes.default.svc", "10.210.16.1"));
    X509Certificate server = certificate(issued.certificate());
    server.verify(certificate(authority.certificate()).getPublicKey());
    server.checkValidity();
    assertThat(server.getBasicConstraints()).isNegative();
    assertThat(server.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(List.of(2, "kubernetes.default.svc"), List.of(7, "10.210.16.1"));
    assertThat(server.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
  }

  @Test
  void aClientIsItsUserInItsGroups() throws Exception {
    X509Certificate client = certificate(authority.client("me", "g1", "g2").certificate());
    assertThat(client.getSubjectX500Principal().getName()).isEqualTo("CN=me,O=g2,O=g1");
    assertThat(client.getSubjectAlternativeNames()).isNull();
  }

  @Test
  void keysFitTheirCertificates() throws Exception {
    Issued rsa = authority.rsaClient("admin", "system:masters");
    assertThat(certificate(rsa.certificate()).getPublicKey().getAlgorithm()).isEqualTo("RSA");
    byte[] der =
        Base64.getMimeDecoder().decode(rsa.key().replaceAll("-----[A-Z ]+-----", "").strip());
    assertThat(
            KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(der))
                .getAlgorithm())
        .isEqualTo("RSA");
  }

  private static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
