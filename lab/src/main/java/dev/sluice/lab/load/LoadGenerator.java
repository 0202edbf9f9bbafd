package dev.sluice.lab.load;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.parts.Catalogue;
import dev.sluice.lab.parts.LabCache;
import dev.sluice.lab.parts.PartStore;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Open-loop load from inside the mesh: requests are sent on schedule, independent of earlier
 * responses.
 */
public final class LoadGenerator {
  private static final String REQUESTS = "vegeta";
  private static final String CALLS = "grpc-load";

  private final Lab lab;
  private final KubernetesClient client;
  private final Consumer<String> progress;
  private final Path folders = LabPaths.from(System.getenv()).data().resolve("load");
  private final Map<String, String> images = new HashMap<>();

  private LoadGenerator(Lab lab, KubernetesClient client, Consumer<String> progress) {
    this.lab = lab;
    this.client = client;
    this.progress = progress;
  }

  /**
   * Builds the generator's image if it is not in the cache, and loads it into the node.
   *
   * @param client with admin rights; not closed here
   * @param progress receives a line for each built part
   */
  public static LoadGenerator prepare(Lab lab, KubernetesClient client, Consumer<String> progress) {
    LoadGenerator generator = new LoadGenerator(lab, client, progress);
    generator.image(REQUESTS);
    return generator;
  }

  /** The image with a program, on the node; that for calls is built with the first that need it. */
  private synchronized String image(String program) {
    return images.computeIfAbsent(program, this::load);
  }

  private String load(String program) {
    LabCache cache = LabCache.ofUser();
    Catalogue catalogue = Catalogue.ofCheckout();
    String part = "image-" + program;
    try {
      new PartStore(cache, catalogue, progress::accept).ensure(Set.of(part));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("load", "interrupted", "run it again; built parts are kept", e);
    }
    lab.loadImage(cache.image(program));
    return "localhost/sluice-lab/" + program + ":" + catalogue.part(part).version();
  }

  /**
   * Starts sending, and returns after the first response.
   *
   * @param namespace of the pod {@code load}, or {@code load-calls}; created if it does not exist
   */
  public LoadRun start(String namespace, LoadPlan plan) {
    if (client.namespaces().withName(namespace).get() == null) {
      Namespace object =
          new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
      client.resource(object).create();
    }
    Path folder = folder(namespace, plan);
    String name = plan.isCalls() ? "load-calls" : "load";
    String image = image(plan.isCalls() ? CALLS : REQUESTS);
    Pod pod = LoadPod.build(namespace, name, image, plan, folder);
    client.resource(pod).create();
    LoadRun load = new LoadRun(client, pod, plan, folder);
    try {
      load.awaitFirstAnswer();
    } catch (LabException e) {
      load.close();
      throw e;
    }
    return load;
  }

  private Path folder(String namespace, LoadPlan plan) {
    try {
      Files.createDirectories(folders);
      Path folder = Files.createTempDirectory(folders, namespace + "-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      for (LoadStream stream : plan.streams()) {
        Path file = folder.resolve(LoadPod.targets(stream));
        Files.writeString(file, TargetScript.of(stream.targets()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
      return folder;
    } catch (IOException e) {
      throw new LabException("load", e.toString(), "is the disk full?", e);
    }
  }
}
