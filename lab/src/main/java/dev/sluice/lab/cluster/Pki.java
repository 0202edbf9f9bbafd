package dev.sluice.lab.cluster;

import dev.sluice.lab.LabException;
import dev.sluice.lab.cluster.CertificateAuthority.Issued;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.ConfigTemplates;
import dev.sluice.lab.host.LabPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates, keys and kubeconfigs of all components, created once per cluster. */
public final class Pki {
  /** Users with a kubeconfig, and their groups. */
  private static final Map<String, List<String>> USERS =
      Map.of(
          "system:kube-controller-manager",
          List.of(),
          "system:kube-scheduler",
          List.of(),
          "system:kube-proxy",
          List.of(),
          "system:node:" + ControlPlane.NODE_NAME,
          List.of("system:nodes"),
          "sluice-lab:coredns",
          List.of(),
          "sluice-lab:prometheus",
          List.of());

  private final LabPaths paths;
  private final AddressPlan addresses;

  public Pki(LabPaths paths, AddressPlan addresses) {
    this.paths = paths;
    this.addresses = addresses;
  }

  /**
   * Creates everything, unless it exists for these addresses.
   *
   * @return whether anything was created
   */
  public synchronized boolean create() {
    Path marker = paths.pki("made-for");
    try {
      if (Files.exists(marker) && Files.readString(marker).equals(addresses.block())) {
        return false;
      }
      write(CertificateAuthority.create());
      Files.writeString(marker, addresses.block());
      return true;
    } catch (IOException e) {
      throw new LabException(
          "certificates", "cannot be written: " + e.getMessage(), "is the disk full?", e);
    }
  }

  private void write(CertificateAuthority authority) throws IOException {
    secret(paths.pki("ca.crt"), authority.certificate());
    secret(paths.pki("ca.key"), authority.key());
    issued(
        "apiserver",
        authority.server(
            "kube-apiserver",
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "localhost",
                "127.0.0.1",
                addresses.nodeAddress(),
                addresses.kubernetesServiceAddress())));
    issued(
        "node",
        authority.server(
            ControlPlane.NODE_NAME,
            List.of(ControlPlane.NODE_NAME, "127.0.0.1", addresses.nodeAddress())));
    issued("kubelet-client", authority.client("kube-apiserver-kubelet-client", "system:masters"));
    issued("service-account", CertificateAuthority.keysOnly());
    for (var user : USERS.entrySet()) {
      Issued issued = authority.client(user.getKey(), user.getValue().toArray(String[]::new));
      secret(kubeconfigFile(paths, user.getKey()), kubeconfig(authority, user.getKey(), issued));
    }
    Issued admin = authority.rsaClient("admin", "system:masters");
    secret(paths.adminKubeconfig(), kubeconfig(authority, "admin", admin));
  }

  /** Path of a user's kubeconfig. */
  static Path kubeconfigFile(LabPaths paths, String user) {
    return paths.kubeconfig(user.replace(':', '-') + ".kubeconfig");
  }

  private void issued(String name, Issued issued) throws IOException {
    secret(paths.pki(name + ".crt"), issued.certificate());
    secret(paths.pki(name + ".key"), issued.key());
  }

  private String kubeconfig(CertificateAuthority authority, String user, Issued issued) {
    return ConfigTemplates.load(
        "kubeconfig.yaml",
        Map.of(
            "server", ControlPlane.url(addresses),
            "authority", base64(authority.certificate()),
            "user", user,
            "certificate", base64(issued.certificate()),
            "key", base64(issued.key())));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** A TLS context that trusts only this cluster's authority. */
  public SSLContext trust() {
    try (var in = Files.newInputStream(paths.pki("ca.crt"))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "lab", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
