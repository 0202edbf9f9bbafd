package dev.sluice.lab;

import dev.sluice.lab.host.Shell;
import dev.sluice.lab.parts.AppImage;
import dev.sluice.lab.parts.LabCache;
import dev.sluice.lab.parts.PartsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Installs the operator of this checkout by its chart, as a user would. */
final class SluiceInstall {
  static final String NAMESPACE = "sluice-system";
  private static final String RELEASE = "sluice";
  private static final String REPOSITORY = "localhost/sluice-lab/sluice";

  private final Lab lab;
  private final LabCache cache;

  SluiceInstall(Lab lab, LabCache cache) {
    this.lab = lab;
    this.cache = cache;
  }

  /** Makes and loads the image, installs or upgrades the chart and waits until it is available. */
  void install() {
    Path checkout = PartsDirectory.locate().resolve("../..").normalize();
    Path jar = checkout.resolve("operator/target/sluice.jar");
    Path chart = checkout.resolve("charts/sluice");
    if (!Files.exists(jar)) {
      throw new LabException(
          "operator",
          jar + " is missing",
          "build it with: mvn -q -pl operator -am package -DskipTests");
    }
    String tag = load(jar);
    Shell.Result result =
        lab.helm(
            "upgrade",
            "--install",
            RELEASE,
            chart.toString(),
            "--namespace=" + NAMESPACE,
            "--create-namespace",
            "--set-string=image.repository=" + REPOSITORY,
            "--set-string=image.tag=" + tag,
            "--wait",
            "--timeout=3m");
    if (!result.ok()) {
      throw new LabException(
          "operator",
          "helm ended with " + result.exit() + ": " + result.output().strip(),
          "lab/logs operator tells more, so does lab/kubectl -n " + NAMESPACE + " get pods,events");
    }
  }

  /** The tag is the jar's own digest, so that another jar is another image and rolls the pod. */
  private String load(Path jar) {
    Path archive = null;
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      String tag = "jar-" + HexFormat.of().formatHex(digest, 0, 6);
      archive = Files.createTempFile("sluice-lab-operator-", ".tar");
      new AppImage(cache).write(jar, REPOSITORY + ":" + tag, archive, List.of());
      lab.loadImage(archive);
      return tag;
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new LabException(
          "operator", "no image of " + jar + ": " + e, "is the lab up? lab/status tells", e);
    } finally {
      delete(archive);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new LabException("operator", "cannot delete " + file, "delete it by hand", e);
    }
  }
}
