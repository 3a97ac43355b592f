"""What a table program shows where a formula gave no value: the cell says nothing, and the clerk must hear of it."""

UNSOLVED = "#未计算!"
"""Our own word for a formula that was never worked out: such a cell stands empty in the file."""

FAULTS = {
    "#REF!": "引用的单元格已被删除",
    "#N/A": "没有查到对应的值",
    "#NAME?": "公式名称写错了",
    "#VALUE!": "公式里的值不对",
    "#DIV/0!": "公式除以了零",
    "#NUM!": "公式里的数不对",
    "#NULL!": "公式引用写错了",
    UNSOLVED: "公式还没有算出值",
}
"""The error values of a sheet (ECMA-376 part 1, 18.17.3) and what each means to a clerk."""


def is_fault(value: object) -> bool:
    """Say whether a raw value is a formula's error and no value at all."""
    return isinstance(value, str) and value[:1] == "#" and value in FAULTS


def fault_reason(value: object) -> str:
    """Return what happened in such a cell and what to do; KeyError if it is no fault."""
    return f"这一格没有值（{FAULTS[str(value)]}）。请在 Excel 或 WPS 里改成文字，保存后再导入。"
