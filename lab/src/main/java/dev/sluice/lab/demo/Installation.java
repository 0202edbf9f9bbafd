package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.parts.AppImage;
import dev.sluice.lab.parts.LabCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Sluice and the users API on the lab: images into the node, and the chart by Helm. */
public final class Installation {
  /** Where the operator runs. */
  public static final String NAMESPACE = "sluice-system";

  /** The Helm release, and the operator's Deployment and ServiceAccount. */
  public static final String RELEASE = "sluice";

  private static final String TAG = "0.1.0";
  private static final String OPERATOR = "localhost/sluice/sluice-operator";
  private static final String SAMPLE = "localhost/sluice/sample-app:" + TAG;

  private final Lab lab;
  private final Checkout checkout;
  private final Consumer<String> progress;

  public Installation(Lab lab, Checkout checkout, Consumer<String> progress) {
    this.lab = lab;
    this.checkout = checkout;
    this.progress = progress;
  }

  /** Builds what is missing and brings the cluster to it; quick when all is there. */
  public void ensure() {
    checkout.build(progress);
    load(checkout.sampleJar(), SAMPLE, List.of());
    load(
        checkout.operatorJar(),
        OPERATOR + ":" + TAG,
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    Shell.Result helm =
        lab.helm(
            "upgrade",
            "--install",
            RELEASE,
            checkout.chart().toString(),
            "--namespace=" + NAMESPACE,
            "--create-namespace",
            "--set-string=image.repository=" + OPERATOR,
            "--set-string=image.tag=" + TAG,
            // The tag stays; another program has to be another pod all the same.
            "--set-string=podAnnotations.jar=" + digest(checkout.operatorJar()),
            "--wait",
            "--timeout=3m");
    if (!helm.ok()) {
      throw new LabException(
          "helm",
          "the chart cannot be installed: " + helm.output().strip(),
          "lab/kubectl -n " + NAMESPACE + " get pods,events shows what it waited for");
    }
    progress.accept("Sluice is installed in " + NAMESPACE);
  }

  private void load(Path jar, String reference, List<String> options) {
    try {
      Path archive = Files.createTempFile("sluice-lab-", ".tar");
      try {
        new AppImage(LabCache.ofUser()).write(jar, reference, archive, options);
        lab.loadImage(archive);
      } finally {
        Files.deleteIfExists(archive);
      }
    } catch (IOException e) {
      throw new LabException("images", e.toString(), "is the disk full?", e);
    }
    progress.accept("image " + reference + " is on the node");
  }

  private static String digest(Path file) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (IOException e) {
      throw new LabException("images", e.toString(), "build it again", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
