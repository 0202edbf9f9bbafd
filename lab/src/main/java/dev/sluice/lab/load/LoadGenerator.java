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
import java.util.Set;
import java.util.function.Consumer;

/**
 * Open-loop load from inside the mesh: requests are sent on schedule, independent of earlier
 * responses.
 */
public final class LoadGenerator {
  private static final String NAME = "load";
  private static final String IMAGE_PART = "image-vegeta";

  private final KubernetesClient client;
  private final String image;
  private final Path folders;

  private LoadGenerator(KubernetesClient client, String image, Path folders) {
    this.client = client;
    this.image = image;
    this.folders = folders;
  }

  /**
   * Builds the generator's image if it is not in the cache, and loads it into the node.
   *
   * @param client with admin rights; not closed here
   * @param progress receives a line for each built part
   */
  public static LoadGenerator prepare(Lab lab, KubernetesClient client, Consumer<String> progress) {
    LabCache cache = LabCache.ofUser();
    Catalogue catalogue = Catalogue.ofCheckout();
    try {
      new PartStore(cache, catalogue, progress::accept).ensure(Set.of(IMAGE_PART));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("load", "interrupted", "run it again; built parts are kept", e);
    }
    lab.loadImage(cache.image("vegeta"));
    String version = catalogue.part(IMAGE_PART).version();
    return new LoadGenerator(
        client,
        "localhost/sluice-lab/vegeta:" + version,
        LabPaths.from(System.getenv()).data().resolve("load"));
  }

  /**
   * Starts sending, and returns after the first response.
   *
   * @param namespace of the pod {@code load}; created if it does not exist
   */
  public LoadRun start(String namespace, LoadPlan plan) {
    if (client.namespaces().withName(namespace).get() == null) {
      Namespace object =
          new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
      client.resource(object).create();
    }
    Path folder = folder(namespace, plan);
    Pod pod = LoadPod.build(namespace, NAME, image, plan, folder);
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
