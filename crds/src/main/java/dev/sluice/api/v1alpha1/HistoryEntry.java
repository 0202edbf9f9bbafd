package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Finished release. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryEntry(
    @JsonPropertyDescription("Number of the revision, counted from 1 for each CanaryRelease.")
        Long revision,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Version of the pod template: its label app.kubernetes.io/version or, without that"
                + " label, the tag of the first image.")
        String version,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "How the release ended: Promoted, RolledBack, Superseded (by a newer pod template) or"
                + " Withdrawn (the stable pod template was restored). InProgress until then.")
        Outcome outcome,
    @Size(max = 1024) @JsonPropertyDescription("Machine-readable reason, in CamelCase.")
        String reason,
    @Size(max = 64) @JsonPropertyDescription("Time when the release started.") String startedAt,
    @Size(max = 64) @JsonPropertyDescription("Time when the release ended.") String finishedAt) {}
