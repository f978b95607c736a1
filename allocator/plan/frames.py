"""Plans as pandas frames."""

from __future__ import annotations

from pandas import DataFrame as DataFrame

from allocator.plan.record import PlanRecord


def plan_frame(plan: PlanRecord) -> DataFrame:
    """One row per item; the columns are told at `Plan.to_frame`."""
    metrics = list(dict.fromkeys(metric for item in plan.items for metric in item.outcomes))
    rows = []
    for item in plan.items:
        row = {
            "name": item.name,
            "kind": str(item.kind),
            "channel": item.channel,
            "time_frame": str(item.time_frame),
            "status": str(item.status),
            "spend": float(item.spend),
            "share": item.share,
            "units": item.units,
            "tier": item.tier,
            "return": float(item.returned),
            "evidence": str(item.evidence),
            "marginal_return": item.marginal_return,
            "average_return": item.average_return,
            "saturation": item.saturation,
            "reason": item.reason.value,
        }
        row |= {f"spend:{p.label}": float(a) for p, a in zip(plan.periods, item.by_period, strict=True)}
        row |= {f"outcome:{metric}": item.outcomes.get(metric, 0.0) for metric in metrics}
        rows.append(row)
    frame = DataFrame(rows, index=[item.id for item in plan.items])
    frame.index.name = "id"
    return frame
