//! One JSON document, `{"columns": […], "rows": […], "provenance": […]}`, written as it comes: the rows
//! are objects as in NDJSON, a line each.

use super::{
    Cell, Column, Kind, Provenance, Sheet, SheetError, column::Columns, ndjson::object,
    provenance::entries,
};
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write};

/// A JSON document that is being written.
pub(super) struct Json<W: Write> {
    out: BufWriter<W>,
    columns: Columns,
}

impl<W: Write> Json<W> {
    pub(super) fn begin(out: W, columns: Columns) -> Result<Self, SheetError> {
        let mut out = BufWriter::new(out);
        out.write_all(b"{\"columns\":[")?;
        list(&mut out, columns.list().iter().map(column))?;
        out.write_all(b"],\n\"rows\":[")?;
        Ok(Self { out, columns })
    }
}

impl<W: Write + Send> Sheet for Json<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.columns.check(cells)?;
        let first = self.columns.rows() == 0;
        self.out.write_all(if first { b"\n" } else { b",\n" })?;
        object(&mut self.out, &self.columns, cells)?;
        self.columns.count();
        Ok(())
    }

    fn finish(mut self: Box<Self>, provenance: &Provenance) -> Result<u64, SheetError> {
        self.out.write_all(b"\n],\n\"provenance\":[")?;
        list(&mut self.out, entries(provenance))?;
        self.out.write_all(b"]}\n")?;
        self.out.flush()?;
        Ok(self.columns.rows())
    }
}

fn column(column: &Column) -> Value {
    let decimals = match column.kind {
        Kind::Decimal { decimals } => decimals,
        _ => None,
    };
    json!({
        "name": column.name,
        "title": column.title,
        "kind": column.kind.name(),
        "decimals": decimals,
        "unit": column.unit,
        "description": column.description,
    })
}

fn list(out: &mut impl Write, values: impl Iterator<Item = Value>) -> io::Result<()> {
    for (index, value) in values.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &value)?;
    }
    Ok(())
}
