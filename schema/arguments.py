"""Arguments that many fields take, described once."""

from datetime import datetime
from typing import Annotated

from strawberry import ID

from schema.declare import argument

First = Annotated[int | None, argument("条数: how many rows, 1 to 200; null means 50")]
After = Annotated[str | None, argument("游标: the cursor of the row before the first one wanted")]
AsOf = Annotated[datetime | None, argument("时点: as things were, or will be, at this moment; now when absent")]
At = Annotated[datetime, argument("时点: the moment in question")]
MaybeAt = Annotated[datetime | None, argument("时点: the moment in question; now when absent")]
KnownAt = Annotated[datetime | None, argument("登记时点: as the register knew it at this moment; now when absent")]
Code = Annotated[str, argument("行政区划代码: the code of a division, 2, 4, 6 or 9 digits")]
Within = Annotated[str | None, argument("范围: the code of a division; the list is what lies in it")]
Id = Annotated[ID, argument("标识: the id of a node")]
