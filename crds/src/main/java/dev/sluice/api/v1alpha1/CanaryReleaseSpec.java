package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CanaryReleaseSpec(
    Target target,
    String service,
    Boolean paused,
    List<Step> steps,
    Analysis analysis,
    Traffic traffic,
    Security security,
    OnDelete onDelete) {}
