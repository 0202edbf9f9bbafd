package dev.sluice.lab.release;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.Checkout;
import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.demo.LabTurn;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.LoadGenerator;
import dev.sluice.lab.parts.Catalogue;
import dev.sluice.lab.parts.LabCache;
import dev.sluice.lab.parts.PartStore;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;

/** Sluice as installed on the lab, once for all tests. */
record InstalledSluice(
    Lab lab, KubernetesClient client, Checkout checkout, LoadGenerator generator, LabTurn turn)
    implements AutoCloseable {

  static final String ACCOUNT =
      "system:serviceaccount:" + Installation.NAMESPACE + ":" + Installation.RELEASE;

  static InstalledSluice install(Lab lab) {
    LabTurn turn = LabTurn.take("the mesh tests");
    Checkout checkout = Checkout.locate();
    new Installation(lab, checkout, line -> System.out.println("lab: " + line)).ensure();
    KubernetesClient client = lab.client();
    LoadGenerator generator =
        LoadGenerator.prepare(lab, client, line -> System.out.println("lab: " + line));
    return new InstalledSluice(lab, client, checkout, generator, turn);
  }

  /** Runs kubectl, which must succeed. */
  String kubectl(String... arguments) {
    Shell.CommandResult result = lab.kubectl(arguments);
    if (!result.ok()) {
      throw new LabException("kubectl", result.output(), String.join(" ", arguments));
    }
    return result.output();
  }

  /** Builds the image of PostgreSQL if it is missing, and loads it. */
  void loadPostgresql() throws InterruptedException {
    new PartStore(LabCache.ofUser(), Catalogue.ofCheckout(), System.out::println)
        .ensure(Set.of("image-postgres"));
    lab.loadImage(LabCache.ofUser().image("postgres"));
  }

  List<Pod> operatorPods() {
    return client
        .pods()
        .inNamespace(Installation.NAMESPACE)
        .withLabel("app.kubernetes.io/name", "sluice")
        .list()
        .getItems();
  }

  /** Scales the operator, and waits until it is done. */
  void scaleOperator(int replicas) {
    kubectl(
        "-n",
        Installation.NAMESPACE,
        "scale",
        "deployment/" + Installation.RELEASE,
        "--replicas=" + replicas);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                operatorPods().size() == replicas
                    && operatorPods().stream().allMatch(pod -> client.resource(pod).isReady()));
  }

  @Override
  public void close() {
    client.close();
    turn.close();
  }
}
