package dev.sluice.lab.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeshHealthTest {
  @Test
  void onlyRejectionsAreReportedAndBothSidesAreRead() {
    String page =
        """
        # TYPE envoy_cluster_manager_cds_update_rejected counter
        envoy_cluster_manager_cds_update_rejected{} 0
        envoy_listener_manager_lds_update_rejected{} 2
        envoy_listener_manager_lds_update_success{} 7
        pilot_total_xds_rejects{type="type.googleapis.com/envoy.config.cluster.v3.Cluster"} 1
        pilot_total_xds_internal_errors 4
        """;
    assertThat(MeshHealth.rejections(page))
        .containsExactly(
            "envoy_listener_manager_lds_update_rejected{} 2",
            "pilot_total_xds_rejects{type=\"type.googleapis.com/envoy.config.cluster.v3.Cluster\"}"
                + " 1");
  }

  @Test
  void noneIsNone() {
    assertThat(MeshHealth.rejections("pilot_total_xds_rejects 0\n")).isEmpty();
  }
}
