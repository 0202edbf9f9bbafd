package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.parts.AppImage;
import dev.sluice.lab.parts.LabCache;
import dev.sluice.lab.parts.Rehearsal;
import dev.sluice.lab.parts.Rehearsal.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Installs Sluice with its chart, and loads its image and that of the users API. */
public final class Installation {
  /** Namespace of the operator. */
  public static final String NAMESPACE = "sluice-system";

  /** The Helm release, and the operator's Deployment and ServiceAccount. */
  public static final String RELEASE = "sluice";

  private static final String TAG = "0.1.0";
  private static final String OPERATOR = "localhost/sluice/sluice-operator";
  private static final String SAMPLE = "localhost/sluice/sample-app:" + TAG;

  private static final String USER = "{\"name\": \"Ada\", \"email\": \"ada@engine.example\"}";

  /** Calls every route of the users API once, including its probes. */
  private static final Rehearsal USERS =
      new Rehearsal(
          Map.of("PORT", "0", "DRAIN_SECONDS", "0"),
          Pattern.compile("started port=(\\d+) "),
          List.of(
              new Call("GET", "/health/live", ""),
              new Call("GET", "/health/ready", ""),
              new Call("POST", "/users", USER),
              new Call("PUT", "/users/1", USER),
              new Call("GET", "/users/1", ""),
              new Call("GET", "/users", ""),
              new Call("DELETE", "/users/1", ""),
              new Call("GET", "/users/1", ""),
              new Call("GET", "/metrics", "")));

  private final Lab lab;
  private final Checkout checkout;
  private final Consumer<String> progress;

  public Installation(Lab lab, Checkout checkout, Consumer<String> progress) {
    this.lab = lab;
    this.checkout = checkout;
    this.progress = progress;
  }

  /** Builds and installs what is missing. Fast if nothing is missing. */
  public void ensure() {
    loadSample();
    AppImage images = new AppImage(LabCache.ofUser());
    String operator = OPERATOR + ":" + TAG;
    List<String> options = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    load(operator, to -> images.write(checkout.operatorJar(), operator, to, options));
    Shell.CommandResult helm =
        lab.helm(
            "upgrade",
            "--install",
            RELEASE,
            checkout.chart().toString(),
            "--namespace=" + NAMESPACE,
            "--create-namespace",
            "--set-string=image.repository=" + OPERATOR,
            "--set-string=image.tag=" + TAG,
            // The lab's Prometheus scrapes every 5 s.
            "--set-string=sampling.step=5s",
            "--set-string=mtls.plaintextWindow=30s",
            "--set=rateLimit.enabled=true",
            // The tag does not change with the jar, but the pod must.
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

  /** Builds the users API if necessary, and loads its image. */
  public void loadSample() {
    checkout.build(progress);
    AppImage images = new AppImage(LabCache.ofUser());
    load(SAMPLE, to -> images.write(checkout.sampleJar(), SAMPLE, to, List.of(), USERS));
  }

  private void load(String reference, ImageWriter image) {
    try {
      Path archive = Files.createTempFile("sluice-lab-", ".tar");
      try {
        image.write(archive);
        lab.loadImage(archive);
      } finally {
        Files.deleteIfExists(archive);
      }
    } catch (Rehearsal.Failed e) {
      throw new LabException(
          "images", reference + ": " + e.getMessage(), "run its jar manually: java -jar", e);
    } catch (IOException e) {
      throw new LabException("images", e.toString(), "is the disk full?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("images", "interrupted", "run the command again", e);
    }
    progress.accept("image " + reference + " is on the node");
  }

  private interface ImageWriter {
    void write(Path archive) throws IOException, InterruptedException;
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
