package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.release.DeploymentHealth.Argo;
import dev.sluice.lab.release.DeploymentHealth.Kstatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;

class DeploymentHealthTest {

  private static DeploymentBuilder complete() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(2)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(3L)
        .withReplicas(2)
        .withUpdatedReplicas(2)
        .withReadyReplicas(2)
        .withAvailableReplicas(2)
        .addNewCondition()
        .withType("Available")
        .withStatus("True")
        .endCondition()
        .endStatus();
  }

  private static void assertHealth(Deployment deployment, Argo argo, Kstatus kstatus) {
    assertThat(DeploymentHealth.argo(deployment)).isEqualTo(argo);
    assertThat(DeploymentHealth.kstatus(deployment)).isEqualTo(kstatus);
  }

  @Test
  void completeIsWell() {
    assertHealth(complete().build(), Argo.HEALTHY, Kstatus.CURRENT);
  }

  @Test
  void unseenIsUnderWay() {
    Deployment unseen = complete().editMetadata().withGeneration(4L).endMetadata().build();
    assertHealth(unseen, Argo.PROGRESSING, Kstatus.IN_PROGRESS);
    Deployment fresh = complete().withStatus(null).build();
    assertHealth(fresh, Argo.PROGRESSING, Kstatus.IN_PROGRESS);
  }

  @Test
  void oldPodsMeanUnderWay() {
    Deployment old = complete().editStatus().withReplicas(3).endStatus().build();
    assertHealth(old, Argo.PROGRESSING, Kstatus.IN_PROGRESS);
    Deployment waiting = complete().editStatus().withUpdatedReplicas(0).endStatus().build();
    assertHealth(waiting, Argo.PROGRESSING, Kstatus.IN_PROGRESS);
  }

  @Test
  void pausedIsSuspendedToOneAndUnderWayToTheOther() {
    Deployment paused =
        complete()
            .editSpec()
            .withPaused(true)
            .endSpec()
            .editStatus()
            .withUpdatedReplicas(0)
            .endStatus()
            .build();
    assertHealth(paused, Argo.SUSPENDED, Kstatus.IN_PROGRESS);
  }

  @Test
  void pastItsDeadlineIsBad() {
    Deployment late =
        complete()
            .editStatus()
            .addNewCondition()
            .withType("Progressing")
            .withStatus("False")
            .withReason("ProgressDeadlineExceeded")
            .endCondition()
            .endStatus()
            .build();
    assertHealth(late, Argo.DEGRADED, Kstatus.FAILED);
  }
}
