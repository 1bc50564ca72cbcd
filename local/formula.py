"""The part of CloudWatch's metric math that our alarms use: arithmetic, comparisons, IF and FILL.

None is a missing value; what is computed from it is missing, too.
"""

import ast
import operator
from collections.abc import Callable, Mapping

Value = float | None
OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}


class NotUnderstood(ValueError):
    """The expression says something that this world cannot compute."""


def compute(expression: str, values: Mapping[str, Value]) -> Value:
    """The value of *expression*, in which *values* have names; raises NotUnderstood."""
    return _value(ast.parse(expression, mode="eval").body, values)


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return _applied(type(sign), _value(left, values), _value(right, values))
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in OPERATORS:
            return _applied(type(sign), _value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id="FILL"), args=[inside, instead]):
            found = _value(inside, values)
            return _value(instead, values) if found is None else found
        case ast.Call(func=ast.Name(id="IF"), args=[condition, then, otherwise]):
            held = _value(condition, values)
            return None if held is None else _value(then if held else otherwise, values)
    raise NotUnderstood(ast.unparse(node))


def _applied(sign: type, left: Value, right: Value) -> Value:
    if left is None or right is None or (sign is ast.Div and not right):
        return None
    return float(OPERATORS[sign](left, right))
